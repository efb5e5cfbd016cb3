SELECT period_key, agency_id, agency_name, form_id, form_title, state, latest_state, return_id,
    version_count, given_back_count, first_received_at, accepted_at, due_on, is_late, is_backfilled, data_note
FROM mart.submission_status WHERE period_key = :period_key
ORDER BY agency_id, form_id
