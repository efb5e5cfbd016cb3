SELECT * FROM registry.standing_finding WHERE return_id = :return_id
ORDER BY array_position(ARRAY['critical', 'warning', 'info'], severity), rung, id
