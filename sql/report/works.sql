SELECT * FROM mart.works WHERE period_key = :period_key ORDER BY return_id, excel_row
