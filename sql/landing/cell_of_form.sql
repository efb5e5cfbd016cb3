SELECT return_id, '{form}'::text AS form_id, excel_row, cell.key AS column_name, cell.value AS raw_value
FROM landing."{form}", jsonb_each_text(raw) AS cell
WHERE cell.key <> ALL (ARRAY[{personal}]::text[])
