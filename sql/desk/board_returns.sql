-- The newest version of each return of a period, or the one that was brought back and waits: its state, what its warnings still wait for, and,
-- of one in force, how much a later judgement asks about.
-- In: period_key. Out: one row per agency and form that sent something.
SELECT r.id AS return_id, r.agency_id, r.form_id, r.version, r.submission_id, r.data_note, r.is_nil,
       s.received_at, s.file_name, s.sha256, st.state, st.at AS state_at, st.reason AS state_reason,
       coalesce(f.critical_count, 0) AS critical_count,
       coalesce(f.warning_count, 0) AS warning_count,
       coalesce(f.unexplained_count, 0) AS unexplained_count,
       all_versions.accepted_version, all_versions.first_received_at,
       CASE WHEN st.state = 'accepted' AND EXISTS (
           SELECT FROM registry.judgement j WHERE j.return_id = r.id AND j.cause <> 'received'
       ) THEN (
           SELECT count(*) FROM registry.finding_status o WHERE o.return_id = r.id AND o.is_open
       ) ELSE 0 END AS asked_count
FROM (
    SELECT DISTINCT ON (agency_id, form_id) id, agency_id, form_id, version, submission_id, data_note,
        is_nil
    FROM registry.return
    WHERE period_key = :period_key
    ORDER BY agency_id, form_id, registry.is_brought_back(id) DESC, version DESC
) r
JOIN registry.submission s ON s.id = r.submission_id
JOIN registry.return_state st ON st.return_id = r.id
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE f.severity = 'critical') AS critical_count,
           count(*) FILTER (WHERE f.severity = 'warning') AS warning_count,
           count(*) FILTER (WHERE f.severity = 'warning' AND f.rule_id <> 'period.closed' AND NOT EXISTS (
               SELECT FROM registry.confirmation c
               LEFT JOIN LATERAL (
                   SELECT e.decision FROM registry.confirmation_event e
                   WHERE e.confirmation_id = c.id ORDER BY e.id DESC LIMIT 1
               ) last ON true
               WHERE c.return_id = f.return_id AND c.rule_id = f.rule_id
                 AND c.column_name = f.column_name AND c.row_key = f.row_key
                 AND last.decision IS DISTINCT FROM 'refused'
           ) AND (
               SELECT s.waiver_id FROM registry.finding_status s WHERE s.finding_id = f.id
           ) IS NULL) AS unexplained_count
    FROM registry.standing_finding f
    WHERE f.return_id = r.id
) f ON true
LEFT JOIN LATERAL (
    SELECT max(v.version) FILTER (WHERE vs.state = 'accepted') AS accepted_version,
           min(sent.received_at) AS first_received_at
    FROM registry.return v
    JOIN registry.return_state vs ON vs.return_id = v.id
    JOIN registry.submission sent ON sent.id = v.submission_id
    WHERE v.agency_id = r.agency_id AND v.form_id = r.form_id AND v.period_key = :period_key
) all_versions ON true
ORDER BY r.agency_id, r.form_id
