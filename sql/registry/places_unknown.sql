SELECT registry.places_unknown(:return_id)
