-- The targets that hold at a period's cut-off day.
CREATE VIEW mart.target AS
SELECT p.key AS period_key, t.indicator_id, t.indicator, t.document, t.year AS target_year,
    t.comparison, t.value AS target_value, t.value_high AS target_high_value, t.unit, t.basis,
    t.wording, t.note
FROM ref.period p
JOIN ref.target t ON daterange(t.valid_from, t.valid_to) @> p.ends_on AND t.year >= p.year;
COMMENT ON VIEW mart.target IS 'The targets that hold at a period''s cut-off day';
COMMENT ON COLUMN mart.target.period_key IS 'The period; source: ref.period';
COMMENT ON COLUMN mart.target.indicator_id IS 'The indicator; source: ref.target';
COMMENT ON COLUMN mart.target.indicator IS 'The indicator in Vietnamese; source: ref.target';
COMMENT ON COLUMN mart.target.document IS 'Document that sets it; source: ref.target';
COMMENT ON COLUMN mart.target.target_year IS 'Year by which it is to be reached; source: ref.target';
COMMENT ON COLUMN mart.target.comparison IS '=, >, >=, <, <= or range; source: ref.target';
COMMENT ON COLUMN mart.target.target_value IS 'Target value in its unit, or empty; source: ref.target';
COMMENT ON COLUMN mart.target.target_high_value IS 'Upper end of a range in its unit; source: ref.target';
COMMENT ON COLUMN mart.target.unit IS 'Unit of the values; source: ref.target';
COMMENT ON COLUMN mart.target.basis IS 'What a share is taken of; source: ref.target';
COMMENT ON COLUMN mart.target.wording IS 'How the document words it; source: ref.target';
COMMENT ON COLUMN mart.target.note IS 'Remark of who keeps the list; source: ref.target';
