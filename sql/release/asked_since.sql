-- whether a text of the returns that a draft stands on was asked about after it was drafted
SELECT coalesce(bool_or(asked_seq > coalesce(CAST(:last_seq AS bigint), 0)), false) FROM mart.hidden_text
