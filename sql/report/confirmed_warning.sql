SELECT agency_name, form_title, concat_ws(': ', nullif(row_label, ''), message) AS subject, reason
FROM mart.confirmed_warning
WHERE period_key = :period_key
ORDER BY agency_name, form_title, row_label
