SELECT registry.awaits_signature(:return_id)
