SELECT return_id, '{form}'::text AS form_id, sheet_no, excel_row, cell.key AS column_name, cell.value AS raw_value,
    cell.key = ANY (ARRAY[{kept_back}]::text[]) AS is_kept_back
FROM landing."{form}" l
CROSS JOIN jsonb_each_text(
    to_jsonb(l) - ARRAY['return_id', 'sheet_no', 'excel_row', 'raw', 'marks'] || l.raw) AS cell
WHERE cell.key <> ALL (ARRAY[{personal}]::text[])
