CREATE TEMPORARY TABLE IF NOT EXISTS staged_judgement (
    n integer, submission_id bigint, agency_id text, form_id text, period_key text,
    state text, sheet text, letters jsonb, more_sheets jsonb,
    is_nil boolean
) ON COMMIT DROP
