using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Experiments.Pong;

/// <summary>
/// The game of Wunderlich et al. 2019: a ball in a field of 1 x 1 on a grid of cells, a wall at three sides and a paddle at the right one. Lengths in units of the field.
/// </summary>
internal sealed class PongGame
{
    [Published("model-sw-pong: 0.025 a step")]
    private const double BallSpeed = 0.025;

    [Published("model-sw-pong")]
    private const double Radius = 0.02;

    [Published("model-sw-pong")]
    private const double PaddleLength = 0.07;

    [Published("model-sw-pong")]
    private const double PaddleSpeed = 0.05;

    private readonly int _cells;
    private RandomStream _random;
    private double _x;
    private double _y;
    private double _directionX;
    private double _directionY;
    private double _paddle;

    public PongGame(int cells, ulong seed)
    {
        _cells = cells;
        _random = RandomStream.Derive(seed, "pong.game");
        Serve();
    }

    /// <summary>Cell of the ball along the paddle's side.</summary>
    public int BallCell => Cell(_y);

    /// <summary>Cell of the paddle.</summary>
    public int PaddleCell => Cell(_paddle);

    /// <summary>Balls that the paddle returned.</summary>
    public int Hits { get; private set; }

    /// <summary>Balls that it missed.</summary>
    public int Misses { get; private set; }

    /// <summary>One step: the paddle moves one step towards a cell, the ball flies on; after a miss a new game begins.</summary>
    public void Step(int target)
    {
        int move = Math.Sign(target - PaddleCell);
        bool missed = false;
        // As in the original: one reflection a step.
        if (_y + Radius >= 1 || _y - Radius <= 0)
        {
            _directionY = -_directionY;
        }
        else if (_x - Radius <= 0)
        {
            _directionX = -_directionX;
        }
        else if (_x + Radius >= 1)
        {
            missed = Math.Abs(_y - _paddle) > PaddleLength / 2;
            if (!missed)
            {
                _directionX = -_directionX;
                Hits++;
            }
        }
        _paddle = Math.Clamp(_paddle + move * PaddleSpeed, 0, 1);
        _x += BallSpeed * _directionX;
        _y += BallSpeed * _directionY;
        if (!missed) return;
        Misses++;
        Serve();
    }

    private void Serve()
    {
        _x = _y = _paddle = 0.5;
        double horizontal = 0.5 + 0.5 * _random.NextDouble();
        _directionX = _random.NextBool(0.5) ? horizontal : -horizontal;
        _directionY = _random.NextBool(0.5) ? 1 - horizontal : horizontal - 1;
    }

    private int Cell(double position) => Math.Clamp((int)Math.Floor(position * _cells), 0, _cells - 1);
}
