-- Since when the system is in operation: one row.
CREATE VIEW mart.operation AS
SELECT live_from
FROM registry.operation
WHERE seq <= (SELECT mart.last_seq())
ORDER BY id DESC
LIMIT 1;
COMMENT ON VIEW mart.operation IS 'Ngày hệ thống đi vào vận hành, chỉ có một dòng';
COMMENT ON COLUMN mart.operation.live_from IS 'Ngày hệ thống đi vào vận hành; biểu có hạn gửi trước ngày này là nhập hồi tố; nguồn: registry.operation';
