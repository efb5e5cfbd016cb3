-- which period tells each form's numbers in the report of a year; of other periods no rows: their own
SELECT form_id, source_key FROM ref.target_source WHERE period_key = :period_key
