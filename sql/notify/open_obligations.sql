-- Obligations around their due day for which it is the agency's turn: nothing sent (send), the
-- newest version refused (fix), a warning that neither a waiver excepts nor a reason explains
-- (explain), or only the signature of its head wanting (sign). What a waiver lets off today, or let off on the due day, is nobody's turn.
SELECT o.agency_id, o.period_key, o.form_id, o.due_on, o.is_backfilled,
       coalesce(r.version, 0) AS version,
       CASE WHEN r.id IS NULL OR st.state IN ('withdrawn', 'superseded') THEN 'send' WHEN st.state = 'rejected' THEN 'fix'
           WHEN st.state = 'awaiting_signature' THEN 'sign' ELSE 'explain' END AS turn
FROM registry.obligation_due o
LEFT JOIN LATERAL (
    SELECT id, version FROM registry.return
    WHERE agency_id = o.agency_id AND form_id = o.form_id AND period_key = o.period_key
    ORDER BY version DESC LIMIT 1
) r ON true
LEFT JOIN registry.return_state st ON st.return_id = r.id
WHERE o.due_on BETWEEN CAST(:today AS date) - 75 AND CAST(:today AS date) + 20
  AND (r.id IS NULL OR st.state IN ('rejected', 'awaiting_signature') OR (
      st.state IN ('withdrawn', 'superseded') AND NOT EXISTS (  -- no version counts any more
          SELECT FROM registry.return v JOIN registry.return_state vs ON vs.return_id = v.id
          WHERE v.agency_id = o.agency_id AND v.form_id = o.form_id
            AND v.period_key = o.period_key AND vs.state = 'accepted')
  ) OR (
      st.state = 'needs_confirmation' AND EXISTS (
          SELECT FROM registry.standing_finding f
          WHERE f.return_id = r.id AND f.severity = 'warning'
            AND f.rule_id <> 'period.closed' AND NOT EXISTS (
              SELECT FROM registry.confirmation c
              LEFT JOIN registry.confirmation_event e ON e.confirmation_id = c.id
              WHERE c.return_id = r.id AND c.rule_id = f.rule_id
                AND c.column_name = f.column_name AND c.row_key = f.row_key
                AND e.decision IS DISTINCT FROM 'refused'
          ) AND (
              SELECT s.waiver_id FROM registry.finding_status s WHERE s.finding_id = f.id
          ) IS NULL
      )
  ))
  AND NOT EXISTS (
      SELECT FROM registry.waiver w
      WHERE w.rule_id = 'warehouse.not_sent'
        AND (w.agency_id IS NULL OR w.agency_id = o.agency_id)
        AND (w.form_id IS NULL OR w.form_id = o.form_id)
        AND (w.period_key IS NULL OR w.period_key = o.period_key)
        AND w.valid_until >= least(CAST(:today AS date), o.due_on)
        AND NOT EXISTS (SELECT FROM registry.waiver_event e WHERE e.waiver_id = w.id)
  )
ORDER BY o.period_key, o.agency_id, o.form_id
