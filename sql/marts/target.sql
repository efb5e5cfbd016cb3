-- The targets that hold at a period's cut-off day.
CREATE VIEW mart.target AS
SELECT p.key AS period_key, t.number, t.indicator_id, t.indicator, t.document, t.item,
    t.year AS target_year, t.comparison, t.value AS target_value, t.value_high AS target_high_value,
    t.is_of_baseline, t.unit, t.basis, t.wording, t.mark, t.baseline_year, t.baseline_value,
    t.baseline_text, t.baseline_mark, t.note, t.valid_from
FROM ref.period p
JOIN ref.target t ON daterange(t.valid_from, t.valid_to) @> p.ends_on;
COMMENT ON VIEW mart.target IS 'Các mục tiêu có hiệu lực tại ngày chốt số liệu của kỳ';
COMMENT ON COLUMN mart.target.period_key IS 'Kỳ báo cáo; nguồn: ref.period';
COMMENT ON COLUMN mart.target.number IS 'Số thứ tự mục tiêu trong kế hoạch của tỉnh; văn bản khác nêu mức cho cùng việc mang cùng số; nguồn: ref.target';
COMMENT ON COLUMN mart.target.item IS 'Mục, điểm của văn bản, để trống nếu chưa rõ; nguồn: ref.target';
COMMENT ON COLUMN mart.target.is_of_baseline IS 'Giá trị mục tiêu là phần trăm của mốc hay không; nguồn: ref.target';
COMMENT ON COLUMN mart.target.mark IS 'Mức mục tiêu là published (đã công bố), derived (suy ra) hay assumed (giả định); nguồn: ref.target';
COMMENT ON COLUMN mart.target.baseline_year IS 'Năm của mốc, để trống nếu chưa có mốc; nguồn: ref.target';
COMMENT ON COLUMN mart.target.baseline_value IS 'Giá trị mốc đã công bố; để trống nếu lấy số liệu các cơ quan báo cáo của năm đó; nguồn: ref.target';
COMMENT ON COLUMN mart.target.baseline_text IS 'Mốc là gì, lấy ở đâu; nguồn: ref.target';
COMMENT ON COLUMN mart.target.baseline_mark IS 'Mốc là published (đã công bố), derived (suy ra) hay assumed (giả định), để trống nếu chưa có mốc; nguồn: ref.target';
COMMENT ON COLUMN mart.target.valid_from IS 'Ngày mục tiêu bắt đầu có hiệu lực; nguồn: ref.target';
COMMENT ON COLUMN mart.target.indicator_id IS 'Mã chỉ tiêu; nguồn: ref.target';
COMMENT ON COLUMN mart.target.indicator IS 'Tên chỉ tiêu; nguồn: ref.target';
COMMENT ON COLUMN mart.target.document IS 'Văn bản giao mục tiêu; nguồn: ref.target';
COMMENT ON COLUMN mart.target.target_year IS 'Năm phải đạt mục tiêu; nguồn: ref.target';
COMMENT ON COLUMN mart.target.comparison IS 'Cách so sánh: =, >, >=, <, <= hoặc range (trong khoảng); nguồn: ref.target';
COMMENT ON COLUMN mart.target.target_value IS 'Giá trị mục tiêu, theo đơn vị ở cột unit; để trống nếu văn bản không nêu số; nguồn: ref.target';
COMMENT ON COLUMN mart.target.target_high_value IS 'Mức trên của khoảng mục tiêu, theo đơn vị ở cột unit; nguồn: ref.target';
COMMENT ON COLUMN mart.target.unit IS 'Đơn vị tính của giá trị; nguồn: ref.target';
COMMENT ON COLUMN mart.target.basis IS 'Tỷ lệ tính trên tổng nào; nguồn: ref.target';
COMMENT ON COLUMN mart.target.wording IS 'Nguyên văn mục tiêu trong văn bản; nguồn: ref.target';
COMMENT ON COLUMN mart.target.note IS 'Ghi chú của người lập danh mục; nguồn: ref.target';
