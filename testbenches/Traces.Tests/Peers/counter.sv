// What Verilator dumps: structs, enums, arrays, wide vectors.
module counter (input logic clk, input logic reset, output logic [7:0] count);
  typedef enum logic [1:0] {IDLE, RUN, DONE} state_t;
  typedef struct packed { logic [3:0] low; logic valid; } item_t;
  state_t state;
  item_t item;
  logic [129:0] wide;
  logic [7:0] rows [0:3];
  real level;
  always_ff @(posedge clk) begin
    if (reset) begin count <= 0; state <= IDLE; item <= '0; wide <= '0; level <= 0.0; end
    else begin
      count <= count + 1;
      state <= state == IDLE ? RUN : state == RUN ? DONE : IDLE;
      item <= '{low: count[3:0], valid: count[0]};
      wide <= {wide[121:0], count};
      rows[count[1:0]] <= count;
      level <= level + 0.125;
    end
  end
endmodule
