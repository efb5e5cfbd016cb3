SELECT * FROM mart.illustrative_data WHERE period_key = :period_key ORDER BY data_note
