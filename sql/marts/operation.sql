-- Since when the system is in operation: one row.
CREATE VIEW mart.operation AS
SELECT live_from
FROM registry.operation
ORDER BY id DESC
LIMIT 1;
COMMENT ON VIEW mart.operation IS 'Since when the system is in operation: one row';
COMMENT ON COLUMN mart.operation.live_from IS 'First day of operation; what was due before it is back-filled; source: registry.operation';
