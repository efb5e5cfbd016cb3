INSERT INTO registry.incident_event (incident_id, kind, detail)
VALUES (:incident_id, 'told', :detail)
