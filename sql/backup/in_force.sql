-- Which returns are in force, as one text that two warehouses can be compared by.
SELECT coalesce(string_agg(concat_ws(' ', period_key, form_id, agency_id, return_id), E'\n'
        ORDER BY period_key, form_id, agency_id, return_id), '')
FROM mart.return_in_force
