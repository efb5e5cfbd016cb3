-- Returns that wait, or were rejected, of which nobody knows which places they would take.
SELECT t.return_id
FROM registry.standing t
WHERE t.state IN ('rejected', 'needs_confirmation', 'awaiting_signature')
    AND registry.places_unknown(t.return_id)
ORDER BY t.return_id
