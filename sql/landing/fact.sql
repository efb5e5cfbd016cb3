-- Every accepted number in long form, and a line for each number that a return had nothing to report
-- of, or that was not sent: what counts as zero, what does not apply and what nobody knows stay apart.
CREATE VIEW mart.fact AS
{union};
COMMENT ON VIEW mart.fact IS 'Mọi con số đang được tính, mỗi ô một dòng, kể cả ô không áp dụng, biểu không phát sinh và biểu chưa gửi';
COMMENT ON COLUMN mart.fact.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.fact.agency_id IS 'Mã cơ quan báo cáo; nguồn: registry.return, ref.obligation';
COMMENT ON COLUMN mart.fact.agency_name IS 'Tên đầy đủ của cơ quan tại ngày chốt số liệu; nguồn: ref.agency';
COMMENT ON COLUMN mart.fact.area_code IS 'Mã địa bàn mà dòng được tổng hợp vào, hoặc địa bàn của cơ quan nếu không có dòng nào; nguồn: ref.counted_area, ref.agency';
COMMENT ON COLUMN mart.fact.area_name IS 'Tên địa bàn đó; nguồn: ref.area';
COMMENT ON COLUMN mart.fact.form_id IS 'Mã biểu; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN mart.fact.measure IS 'Tên cột số liệu trong kho, hoặc row_count (số dòng); nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN mart.fact.breakdown IS 'Các phân loại của dòng: tên cột và mã, để trống nếu không có dòng nào; nguồn: landing';
COMMENT ON COLUMN mart.fact.value IS 'Giá trị, theo đơn vị của cột; để trống nếu chưa có, không áp dụng hoặc được giữ kín; nguồn: landing';
COMMENT ON COLUMN mart.fact.state IS 'Tình trạng: value (có giá trị), nil (không phát sinh, bằng 0), not_applicable (không áp dụng), suppressed (số nhỏ được giữ kín), missing hoặc placeholder (ô bỏ trống, ô ghi dấu …), not_sent (chưa có biểu được tính); nguồn: landing, registry.return';
COMMENT ON COLUMN mart.fact.return_id IS 'Mã lượt gửi biểu, để trống nếu chưa gửi; nguồn: registry.return';
COMMENT ON COLUMN mart.fact.sheet_no IS 'Thứ tự trang tính của dòng trong biểu, từ 1; để trống nếu không có dòng nào; nguồn: landing';
COMMENT ON COLUMN mart.fact.excel_row IS 'Số thứ tự dòng trong trang tính; để trống nếu không có dòng nào; nguồn: landing';
