SELECT * FROM mart.return_in_force WHERE period_key = :period_key ORDER BY agency_name, form_id
