SELECT actor, at FROM registry.signature WHERE return_id = :return_id
