-- The name that a code had at a period's cut-off day. A period before the first day of a code is
-- shown with its first name: 2019 is reported on the communes of 2020.
CREATE VIEW ref.area_of_period AS
SELECT DISTINCT ON (p.key, a.code)
    p.key AS period_key, a.code, a.name, a.kind, a.parent_code,
    daterange(a.valid_from, a.valid_to) @> p.ends_on AS is_valid
FROM ref.period p CROSS JOIN ref.area a
ORDER BY p.key, a.code,
    daterange(a.valid_from, a.valid_to) @> p.ends_on DESC, abs(a.valid_from - p.ends_on);
COMMENT ON VIEW ref.area_of_period IS 'The name of each area code at a period''s cut-off day, or the nearest';
COMMENT ON COLUMN ref.area_of_period.period_key IS 'The period; source: ref.period';
COMMENT ON COLUMN ref.area_of_period.code IS 'Code of the area; source: ref.area';
COMMENT ON COLUMN ref.area_of_period.name IS 'Name with its kind; source: ref.area';
COMMENT ON COLUMN ref.area_of_period.kind IS 'Kind of area; source: ref.area';
COMMENT ON COLUMN ref.area_of_period.parent_code IS 'Code of the area above; source: ref.area';
COMMENT ON COLUMN ref.area_of_period.is_valid IS 'Whether it was valid on that day';
