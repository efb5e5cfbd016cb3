INSERT INTO registry.finding_lifted (finding_id, judgement_id)
SELECT finding_id, CAST(:judgement_id AS bigint)
FROM unnest(CAST(:ids AS bigint[])) AS gone (finding_id)
