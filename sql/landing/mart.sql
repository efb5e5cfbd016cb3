-- The rows of a form that are in force, with approved corrections: places and choices named.
CREATE VIEW {view} AS
SELECT r.period_key, r.agency_id, r.agency_name, a.area_code, a.area_name,
    {place} AS place_code, {place_name} AS place_name,
    {columns},
    w.marks, r.data_note, r.return_id, w.sheet_no, w.excel_row
FROM mart.return_in_force r
JOIN ref.period t ON t.key = r.period_key
JOIN landing.{form}_shown w ON w.return_id = r.return_id
{joins}LEFT JOIN LATERAL (
    SELECT x.code, x.name, x.area_code, x.area_name FROM ref.counted_area x
    WHERE x.period_key = r.period_key AND x.code = {area}
    LIMIT 1
) a ON true
WHERE r.form_id = '{form}';
