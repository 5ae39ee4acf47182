// The lock models of the simulated Z-Wave network, and the newest firmware of each.
export const models = {
  schlage: {
    manufacturerId: 0x003b,
    productType: 0x0001,
    productId: 0x0469, // Schlage BE469ZP
    userSlots: 30,
    configuration: { 3: -1, 4: 0, 5: 0, 7: 0 },
    firmwareVersion: "10.7",
    nextFirmware: "10.8",
  },
  yale: {
    manufacturerId: 0x0129,
    productType: 0x8004,
    productId: 0x46d1, // Yale YRD216-ZW3
    userSlots: 25,
    configuration: { 1: 1, 2: 0, 3: 30 },
    firmwareVersion: "113.22",
    nextFirmware: "113.25",
  },
};
