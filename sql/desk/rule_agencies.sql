-- At which agencies a rule fired, most often first.
SELECT agency_id, fired_count, confirmed_count
FROM registry.rule_tally
WHERE rule_id = :rule_id
ORDER BY fired_count DESC, agency_id
