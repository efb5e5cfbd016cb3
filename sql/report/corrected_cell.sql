SELECT c.agency_name, c.form_title,
    c.column_header || ', dòng ' || c.excel_row
        || CASE WHEN r.more_sheets <> '{}' THEN ', trang tính “' || c.sheet || '”' ELSE '' END
        AS subject,
    coalesce(c.original_value, '') AS original_value,
    coalesce(c.corrected_value, '') AS corrected_value, c.reason
FROM mart.corrected_cell c
JOIN mart.return_in_force r USING (return_id)
WHERE c.period_key = :period_key
ORDER BY c.agency_name, c.form_title, c.sheet_no, c.excel_row
