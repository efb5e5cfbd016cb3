SELECT * FROM mart.population WHERE period_key = :period_key ORDER BY return_id, excel_row
