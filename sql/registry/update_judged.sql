WITH judged AS (
    UPDATE registry.submission SET state = 'judged'
    WHERE id = ANY (CAST(:ids AS bigint[])) AND state IN ('received', 'read')
    RETURNING id
)
INSERT INTO registry.submission_event (submission_id, kind)
SELECT id, 'judged' FROM judged ORDER BY id
