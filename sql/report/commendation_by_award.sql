SELECT * FROM mart.commendation_by_award WHERE period_key = :period_key ORDER BY award
