/** Android asks for Bluetooth at run time; before Android 12 a scan counts as location. */
import { type Permission, PermissionsAndroid, Platform } from 'react-native';

const ANDROID_12 = 31;

export async function askForBluetooth(): Promise<boolean> {
  const { BLUETOOTH_SCAN, BLUETOOTH_CONNECT, ACCESS_FINE_LOCATION } =
    PermissionsAndroid.PERMISSIONS;
  const wanted: Permission[] =
    Number(Platform.Version) >= ANDROID_12
      ? [BLUETOOTH_SCAN, BLUETOOTH_CONNECT]
      : [ACCESS_FINE_LOCATION];
  const answers = await PermissionsAndroid.requestMultiple(wanted);
  return wanted.every((permission) => answers[permission] === PermissionsAndroid.RESULTS.GRANTED);
}
