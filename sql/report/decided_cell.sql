SELECT return_id, agency_name, kind, rule_title, column_name, sheet_nos, excel_rows, place, reason, authority,
    original_value, corrected_value
FROM mart.decided_cell
WHERE period_key = :period_key
ORDER BY agency_name, form_id, place, kind, reason
