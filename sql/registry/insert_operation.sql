INSERT INTO registry.operation (live_from, actor) VALUES (:live_from, :actor)
