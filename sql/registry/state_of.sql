SELECT state FROM registry.return_state WHERE return_id = :return_id
