INSERT INTO registry.waiver
    (rule_id, agency_id, form_id, period_key, row_key, authority, reason, valid_until, actor)
VALUES (:rule_id, :agency_id, :form_id, :period_key, :row_key, :authority, :reason, :valid_until,
    :actor)
RETURNING id
