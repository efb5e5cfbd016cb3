-- What the shorter periods of a year reported, on the areas of the year's last day: whoever reports
-- the year may have been something else when it began.
CREATE VIEW mart.earlier_in_year AS
{union};
COMMENT ON VIEW mart.earlier_in_year IS 'Số liệu các kỳ trong năm đã báo cáo, chuyển về địa bàn của ngày cuối kỳ năm, để đối chiếu với biểu năm';
COMMENT ON COLUMN mart.earlier_in_year.year_key IS 'Kỳ năm; nguồn: ref.period';
COMMENT ON COLUMN mart.earlier_in_year.period_key IS 'Kỳ báo cáo trong năm; nguồn: registry.return';
COMMENT ON COLUMN mart.earlier_in_year.form_id IS 'Mã biểu; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN mart.earlier_in_year.area_level IS 'Cấp của địa bàn: province (tỉnh), district (huyện) hoặc commune (xã); nguồn: ref.area_ground';
COMMENT ON COLUMN mart.earlier_in_year.area_code IS 'Mã địa bàn vào ngày cuối kỳ năm; nguồn: ref.area_ground';
COMMENT ON COLUMN mart.earlier_in_year.area_name IS 'Tên địa bàn; nguồn: ref.area';
COMMENT ON COLUMN mart.earlier_in_year.breakdown IS 'Tên cột và giá trị của phần số liệu không được cộng chung, để trống nếu không có; nguồn: mart';
COMMENT ON COLUMN mart.earlier_in_year.measure IS 'Tên cột số liệu của bảng theo địa bàn của biểu; nguồn: mart';
COMMENT ON COLUMN mart.earlier_in_year.value IS 'Phần số liệu chuyển được trọn vẹn, theo đơn vị của cột; để trống nếu không có phần nào; nguồn: mart';
COMMENT ON COLUMN mart.earlier_in_year.is_comparable IS 'Không có địa bàn nào đã bị chia tách, nên so sánh được; nguồn: ref.area_ground';
COMMENT ON COLUMN mart.earlier_in_year.not_comparable IS 'Tên các địa bàn đã bị chia tách nên không chuyển số liệu được, để trống nếu không có; nguồn: ref.area_ground';
COMMENT ON COLUMN mart.earlier_in_year.not_sent IS 'Tên các địa bàn chưa có biểu nào được tính trong kỳ, để trống nếu không có; nguồn: registry.return';
