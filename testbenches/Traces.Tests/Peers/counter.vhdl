-- What GHDL dumps: std_logic with u and x, unsigned, integers, reals, booleans, generate blocks.
library ieee;
use ieee.std_logic_1164.all;
use ieee.numeric_std.all;

entity counter is
end entity;

architecture test of counter is
  type state_t is (idle, run, done);
  signal clk : std_logic := '0';
  signal reset : std_logic := '1';
  signal count : unsigned(7 downto 0);
  signal state : state_t := idle;
  signal number : integer := -3;
  signal level : real := 0.0;
  signal flag : boolean := false;
  signal nibbles : std_logic_vector(0 to 3) := "01ZX";
begin
  clk <= not clk after 5 ns when now < 200 ns else '0';
  reset <= '0' after 22 ns;

  process (clk)
  begin
    if rising_edge(clk) then
      number <= number + 1;
      level <= level + 0.25;
      flag <= not flag;
      if reset = '1' then count <= (others => '0');
      else count <= count + 1;
      end if;
    end if;
  end process;

  lanes : for i in 0 to 1 generate
    signal q : std_logic_vector(1 downto 0) := "00";
  begin
    q <= std_logic_vector(count(1 downto 0)) after 1 ns;
  end generate;
end architecture;
