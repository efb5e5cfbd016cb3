-- Rules from which an exception in force lets something off.
SELECT DISTINCT rule_id FROM registry.waiver_standing WHERE is_in_force_today
