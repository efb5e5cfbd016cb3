SELECT form_id FROM registry.return WHERE id = :return_id
