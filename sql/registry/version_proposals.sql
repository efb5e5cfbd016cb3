-- Proposals to withdraw or bring back versions: of one return, or all that nobody decided on.
SELECT p.id, p.return_id, p.kind, p.reason, p.actor, p.at, r.agency_id, r.form_id, r.period_key,
    r.version, d.decision, d.actor AS decided_by, d.at AS decided_at, d.reason AS decision_reason
FROM registry.version_proposal p
JOIN registry.return r ON r.id = p.return_id
LEFT JOIN registry.version_decision d ON d.proposal_id = p.id
WHERE (p.return_id = :return_id OR CAST(:return_id AS bigint) IS NULL AND d.decision IS NULL)
    AND (CAST(:proposal_id AS bigint) IS NULL OR p.id = :proposal_id)
ORDER BY p.id
