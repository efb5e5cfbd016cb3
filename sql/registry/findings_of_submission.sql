SELECT * FROM registry.standing_finding WHERE submission_id = :submission_id AND return_id IS NULL
ORDER BY array_position(ARRAY['critical', 'warning', 'info'], severity), rung, id
