SELECT rule_id FROM registry.confirmation WHERE id = :confirmation_id
