SELECT registry.forget_secret(:submission_id, :name, :reason)
