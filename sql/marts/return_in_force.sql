-- The returns that count: now, as of the moment in `etl.as_of`, or those of the report in
-- `etl.release_id`. A return counts from the moment its rows are loaded.
CREATE VIEW mart.return_in_force AS
SELECT r.id AS return_id, r.submission_id, r.agency_id, a.agency_name, a.area_code, r.form_id,
    r.period_key, r.version, r.sheet, r.letters, r.more_sheets,
    r.data_note, r.is_nil, s.sha256, s.file_name, s.received_at
FROM registry.return r
JOIN registry.submission s ON s.id = r.submission_id
JOIN registry.return_load l ON l.return_id = r.id
LEFT JOIN ref.agency_of_period a ON a.agency_id = r.agency_id AND a.period_key = r.period_key
CROSS JOIN LATERAL (
    SELECT e.state FROM registry.return_event e
    WHERE e.return_id = r.id AND e.seq <= (SELECT mart.last_seq())
        AND e.at <= (SELECT mart.horizon())
    ORDER BY e.id DESC LIMIT 1
) last
WHERE CASE
    WHEN (SELECT coalesce(current_setting('etl.release_id', true), '')) <> '' THEN EXISTS (
        SELECT FROM release.release_return i
        WHERE i.return_id = r.id
          AND i.release_id = (SELECT current_setting('etl.release_id', true)::bigint))
    ELSE last.state = 'accepted' AND l.seq <= (SELECT mart.last_seq())
        AND l.loaded_at <= (SELECT mart.horizon())
END;
COMMENT ON VIEW mart.return_in_force IS 'Các biểu được tính: hiện nay, tại một thời điểm (etl.as_of) hoặc theo báo cáo đã lập (etl.release_id)';
COMMENT ON COLUMN mart.return_in_force.return_id IS 'Mã lượt gửi biểu; nguồn: registry.return';
COMMENT ON COLUMN mart.return_in_force.submission_id IS 'Mã tệp gửi; nguồn: registry.submission';
COMMENT ON COLUMN mart.return_in_force.agency_id IS 'Mã cơ quan gửi; nguồn: registry.return';
COMMENT ON COLUMN mart.return_in_force.agency_name IS 'Tên đầy đủ của cơ quan tại ngày chốt số liệu; nguồn: ref.agency';
COMMENT ON COLUMN mart.return_in_force.area_code IS 'Mã địa bàn của cơ quan gửi (huyện, thành phố hoặc xã, phường), để trống nếu là cơ quan cấp tỉnh; nguồn: ref.agency';
COMMENT ON COLUMN mart.return_in_force.form_id IS 'Mã biểu; nguồn: registry.return';
COMMENT ON COLUMN mart.return_in_force.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.return_in_force.version IS 'Bản thứ mấy của biểu, tính từ 1; nguồn: registry.return';
COMMENT ON COLUMN mart.return_in_force.sheet IS 'Tên trang tính trong tệp; nguồn: registry.return';
COMMENT ON COLUMN mart.return_in_force.letters IS 'Tên cột trong kho và chữ cái của cột trong trang tính; nguồn: registry.return';
COMMENT ON COLUMN mart.return_in_force.more_sheets IS 'Các trang tính tiếp theo của biểu, là trang thứ 2, thứ 3… trong cột sheet_no; nguồn: registry.return';
COMMENT ON COLUMN mart.return_in_force.data_note IS 'Ghi chú về số liệu ở trang bìa; nguồn: registry.return';
COMMENT ON COLUMN mart.return_in_force.is_nil IS 'Cơ quan ghi rõ không phát sinh trong kỳ hay không; nguồn: registry.return';
COMMENT ON COLUMN mart.return_in_force.sha256 IS 'Mã băm SHA-256 của tệp; nguồn: registry.submission';
COMMENT ON COLUMN mart.return_in_force.file_name IS 'Tên tệp cơ quan gửi; nguồn: registry.submission';
COMMENT ON COLUMN mart.return_in_force.received_at IS 'Thời điểm nhận tệp; nguồn: registry.submission';
