SELECT return_id FROM registry.version_proposal WHERE id = :proposal_id
