SELECT * FROM mart.poverty_rate WHERE period_key = :period_key ORDER BY standard, basis
