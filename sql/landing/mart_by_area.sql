-- The rows of a form added up by area. Every area of the period's day has a line as soon as anything
-- of the form is in force: one that had nothing to report is told from one of which nothing was sent.
CREATE VIEW mart.{form}_by_area AS
SELECT period_key, area_code, coalesce(l.area_name, c.area_name) AS area_name,
    CASE WHEN c.row_count > 0 THEN 'reported' WHEN l.is_nil THEN 'nil' ELSE 'not_sent' END AS state,
    {columns}
FROM (
{listed}) l
FULL JOIN (
    SELECT period_key, area_code, area_name, {sums}
    FROM {rows} w
    GROUP BY period_key, area_code, area_name{apart}
) c USING (period_key, area_code)
{kept_back};
