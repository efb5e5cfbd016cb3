SELECT agency_name, form_title,
    column_header || ', dòng ' || excel_row % 10000000
        || CASE WHEN excel_row >= 10000000 THEN ', trang tính “' || sheet || '”' ELSE '' END AS subject,
    coalesce(original_value, '') AS original_value,
    coalesce(corrected_value, '') AS corrected_value, reason
FROM mart.corrected_cell
WHERE period_key = :period_key
ORDER BY agency_name, form_title, excel_row
