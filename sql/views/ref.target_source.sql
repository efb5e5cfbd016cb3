-- Which period tells a form's numbers in a year's report: the year itself where the form is owed by the
-- year, else the last period of its own that ended within it, such as a school year.
CREATE VIEW ref.target_source AS
SELECT p.key AS period_key, p.year, f.id AS form_id, coalesce((
    SELECT s.key FROM ref.period s
    JOIN ref.obligation o ON o.form_id = f.id AND o.frequency = s.kind
        AND daterange(o.valid_from, o.valid_to) @> s.ends_on
    WHERE s.ends_on BETWEEN p.starts_on AND p.ends_on
    ORDER BY s.key = p.key DESC, s.ends_on DESC, s.key LIMIT 1
), p.key) AS source_key
FROM ref.period p
CROSS JOIN ref.form f
WHERE p.kind = 'year';
COMMENT ON VIEW ref.target_source IS 'Kỳ cho số liệu của từng biểu để đối chiếu mục tiêu trong báo cáo năm';
COMMENT ON COLUMN ref.target_source.period_key IS 'Kỳ báo cáo (năm); nguồn: ref.period';
COMMENT ON COLUMN ref.target_source.year IS 'Năm của kỳ báo cáo; nguồn: ref.period';
COMMENT ON COLUMN ref.target_source.form_id IS 'Mã biểu; nguồn: ref.form';
COMMENT ON COLUMN ref.target_source.source_key IS 'Kỳ có số liệu: chính năm đó, hoặc kỳ gần nhất của biểu kết thúc trong năm, như năm học; nguồn: ref.period, ref.obligation';
