-- End staged workbooks that say what the newest version says already: the same content came
-- before, what it held was neither superseded nor withdrawn, and nobody sent anything between.
WITH repeated AS (
    SELECT s.id, s.file_name
    FROM registry.submission s
    CROSS JOIN LATERAL (
        SELECT b.id FROM registry.submission b
        WHERE b.sha256 = s.sha256 AND b.id < s.id AND b.state NOT IN ('duplicate', 'refused', 'unreadable')
        ORDER BY b.id DESC LIMIT 1
    ) before
    WHERE s.id IN (SELECT submission_id FROM staged_judgement) AND s.state IN ('received', 'read')
        AND NOT EXISTS (  -- waits still, and may be of the same sender and period
            SELECT FROM registry.submission w
            WHERE w.id > before.id AND w.id < s.id AND w.state IN ('received', 'read')
                AND (w.agency_id IS NULL OR w.agency_id = s.agency_id AND w.period_key = s.period_key)
                AND w.id NOT IN (SELECT submission_id FROM staged_judgement))
        AND NOT EXISTS (
            SELECT FROM staged_judgement j
            LEFT JOIN registry.return r ON r.submission_id = before.id AND r.form_id = j.form_id
            LEFT JOIN registry.return_state st ON st.return_id = r.id
            WHERE j.submission_id = s.id AND (
                st.state IN ('superseded', 'withdrawn')
                OR EXISTS (
                    SELECT FROM registry.return n
                    WHERE n.agency_id = j.agency_id AND n.form_id = j.form_id
                        AND n.period_key = j.period_key AND n.version > r.version)
                OR EXISTS (
                    SELECT FROM staged_judgement o
                    WHERE o.agency_id = j.agency_id AND o.form_id = j.form_id
                        AND o.period_key = j.period_key
                        AND o.submission_id > before.id AND o.submission_id < s.id)))
), marked AS (
    UPDATE registry.submission s SET state = 'duplicate' FROM repeated WHERE s.id = repeated.id
), told AS (
    INSERT INTO registry.submission_event (submission_id, kind, detail)
    SELECT id, 'duplicate', file_name FROM repeated ORDER BY id
)
DELETE FROM staged_judgement j USING repeated WHERE j.submission_id = repeated.id
