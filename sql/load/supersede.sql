-- Of all loaded, accepted versions of a return only the newest stays in force.
INSERT INTO registry.return_event (return_id, state, reason)
SELECT DISTINCT ON (old.id) old.id, 'superseded', 'Thay bằng bản gửi lần ' || new.version
FROM registry.return any_version
JOIN registry.return old USING (agency_id, form_id, period_key)
JOIN registry.return new USING (agency_id, form_id, period_key)
JOIN registry.return_load old_load ON old_load.return_id = old.id
JOIN registry.return_load new_load ON new_load.return_id = new.id
JOIN registry.return_state old_state ON old_state.return_id = old.id
JOIN registry.return_state new_state ON new_state.return_id = new.id
WHERE any_version.id = ANY (CAST(:ids AS bigint[]))
    AND old.version < new.version
    AND old_state.state = 'accepted' AND new_state.state = 'accepted'
ORDER BY old.id, new.version DESC
