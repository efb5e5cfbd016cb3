SELECT agency_name, form_title,
    concat_ws(', dòng ', column_header, excel_row) AS subject,
    coalesce(original_value, '') AS original_value,
    coalesce(corrected_value, '') AS corrected_value, reason
FROM mart.corrected_cell
WHERE period_key = :period_key
ORDER BY agency_name, form_title, excel_row
