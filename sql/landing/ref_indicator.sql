-- What every number means: expectations/indicators.yaml, and the columns with a total of each form.
CREATE VIEW ref.indicator AS
SELECT * FROM (VALUES
    {union}
) AS i (id, name, form_id, expression, unit, rounding, basis, legal_source, fall_of, is_share,
    is_headline, adds_up_over_areas, adds_up_over_periods, of_parts, columns);
COMMENT ON VIEW ref.indicator IS 'Danh mục chỉ tiêu: mỗi con số được tính như thế nào';
COMMENT ON COLUMN ref.indicator.id IS 'Mã chỉ tiêu; nguồn: expectations/indicators.yaml';
COMMENT ON COLUMN ref.indicator.name IS 'Tên chỉ tiêu; nguồn: expectations/indicators.yaml';
COMMENT ON COLUMN ref.indicator.form_id IS 'Mã biểu mà chỉ tiêu được tính từ đó, để trống nếu chưa có biểu nào thu thập; nguồn: expectations/indicators.yaml';
COMMENT ON COLUMN ref.indicator.expression IS 'Cách tính: sum (cộng một cột), count (đếm dòng), share (tỷ lệ giữa hai chỉ tiêu) hoặc fall (mức giảm so với cùng kỳ năm trước); nguồn: expectations/indicators.yaml';
COMMENT ON COLUMN ref.indicator.unit IS 'Đơn vị tính của giá trị; nguồn: expectations/indicators.yaml';
COMMENT ON COLUMN ref.indicator.rounding IS 'Cách làm tròn khi in: count (số nguyên), million (một chữ số thập phân), percent (hai chữ số) hoặc number (tối đa hai chữ số); nguồn: expectations/indicators.yaml';
COMMENT ON COLUMN ref.indicator.basis IS 'Tỷ lệ của cái gì trên cái gì, để trống nếu không phải tỷ lệ; nguồn: expectations/indicators.yaml';
COMMENT ON COLUMN ref.indicator.legal_source IS 'Căn cứ pháp lý, để trống nếu chưa có; nguồn: expectations/indicators.yaml';
COMMENT ON COLUMN ref.indicator.fall_of IS 'Mã tỷ lệ mà chỉ tiêu là mức giảm của nó, để trống nếu không phải mức giảm; nguồn: expectations/indicators.yaml';
COMMENT ON COLUMN ref.indicator.is_share IS 'Có phải tỷ lệ phần trăm hay không; nguồn: expectations/indicators.yaml';
COMMENT ON COLUMN ref.indicator.is_headline IS 'Có phải chỉ tiêu chủ yếu hay không; nguồn: expectations/indicators.yaml';
COMMENT ON COLUMN ref.indicator.adds_up_over_areas IS 'Có cộng được qua các địa bàn hay không; nguồn: expectations/indicators.yaml';
COMMENT ON COLUMN ref.indicator.adds_up_over_periods IS 'Bốn quý cộng lại có bằng cả năm hay không; nguồn: expectations/indicators.yaml';
COMMENT ON COLUMN ref.indicator.of_parts IS 'Số của 6 tháng, 9 tháng lập từ các quý thế nào: sum (cộng các quý), last (lấy quý cuối); để trống nếu không lập được; nguồn: expectations';
COMMENT ON COLUMN ref.indicator.columns IS 'Các cột của biểu mà chỉ tiêu được tính từ đó; nguồn: expectations/indicators.yaml';
