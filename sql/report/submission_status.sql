SELECT * FROM mart.submission_status WHERE period_key = :period_key ORDER BY agency_name, form_id
